namespace TrackTok.Web.Settings;

/// <summary>The texts of this folder: SettingsTexts.resx in English, SettingsTexts.de.resx in German.</summary>
public sealed class SettingsTexts;
