namespace TrackTok.Web.Platform;

/// <summary>Names the texts of the operators' pages.</summary>
public sealed class PlatformTexts;
