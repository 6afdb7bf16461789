namespace TrackTok.Web.Closing;

/// <summary>Names the texts about closing the company and keeping it.</summary>
public sealed class ClosingTexts;
