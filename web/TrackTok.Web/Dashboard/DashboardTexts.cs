namespace TrackTok.Web.Dashboard;

/// <summary>The texts of this folder: DashboardTexts.resx in English, DashboardTexts.de.resx in German.</summary>
public sealed class DashboardTexts;
