namespace TrackTok.Web.Alerts;

/// <summary>The texts of this folder: AlertTexts.resx in English, AlertTexts.de.resx in German.</summary>
public sealed class AlertTexts;
