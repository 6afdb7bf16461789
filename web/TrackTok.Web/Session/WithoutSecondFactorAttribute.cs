namespace TrackTok.Web.Session;

/// <summary>The page takes part in setting a second factor up: it is there for those who owe their company one, when no other is.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WithoutSecondFactorAttribute : Attribute;
