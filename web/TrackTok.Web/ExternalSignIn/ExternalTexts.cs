namespace TrackTok.Web.ExternalSignIn;

/// <summary>Names the texts of signing in by a company's identity provider.</summary>
public sealed class ExternalTexts;
