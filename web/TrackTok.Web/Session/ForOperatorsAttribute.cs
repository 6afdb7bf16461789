namespace TrackTok.Web.Session;

/// <summary>The page is for operators of the platform, who belong to no company; for anybody else it does not exist.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForOperatorsAttribute : Attribute;

/// <summary>The page is about a person and not about a company, so it is there for operators too.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForOperatorsTooAttribute : Attribute;
