namespace TrackTok.Web.Session;

/// <summary>The page is for operators of the platform, who belong to no company; for anybody else it does not exist.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForOperatorsAttribute : Attribute;
