namespace TrackTok.Web.Entry;

/// <summary>The texts of this folder: EntryTexts.resx in English, EntryTexts.de.resx in German.</summary>
public sealed class EntryTexts;
