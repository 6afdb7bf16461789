namespace TrackTok.Web.Reports;

/// <summary>The texts of this folder: ReportTexts.resx in English, ReportTexts.de.resx in German.</summary>
public sealed class ReportTexts;
