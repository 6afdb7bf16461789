namespace TrackTok.Web.Consent;

/// <summary>The texts of this folder: ConsentTexts.resx in English, ConsentTexts.de.resx in German.</summary>
public sealed class ConsentTexts;
