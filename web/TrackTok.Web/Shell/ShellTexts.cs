namespace TrackTok.Web.Shell;

/// <summary>The texts of this folder: ShellTexts.resx in English, ShellTexts.de.resx in German.</summary>
public sealed class ShellTexts;
