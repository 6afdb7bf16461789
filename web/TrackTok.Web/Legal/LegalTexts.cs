namespace TrackTok.Web.Legal;

/// <summary>The texts of this folder: LegalTexts.resx in English, LegalTexts.de.resx in German.</summary>
public sealed class LegalTexts;
