namespace TrackTok.Web.Apps;

/// <summary>Names the texts of the pages about apps of others.</summary>
public sealed class AppTexts;
