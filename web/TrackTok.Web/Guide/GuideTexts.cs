namespace TrackTok.Web.Guide;

/// <summary>The texts of this folder: GuideTexts.resx in English, GuideTexts.de.resx in German.</summary>
public sealed class GuideTexts;
