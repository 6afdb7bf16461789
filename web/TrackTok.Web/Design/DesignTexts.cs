namespace TrackTok.Web.Design;

/// <summary>The texts of this folder: DesignTexts.resx in English, DesignTexts.de.resx in German.</summary>
public sealed class DesignTexts;
