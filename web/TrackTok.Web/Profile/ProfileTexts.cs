namespace TrackTok.Web.Profile;

/// <summary>The texts of this folder: ProfileTexts.resx in English, ProfileTexts.de.resx in German.</summary>
public sealed class ProfileTexts;
