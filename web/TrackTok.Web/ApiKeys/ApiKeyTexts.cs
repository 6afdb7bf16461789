namespace TrackTok.Web.ApiKeys;

/// <summary>Names the texts of the pages about API keys.</summary>
public sealed class ApiKeyTexts;
