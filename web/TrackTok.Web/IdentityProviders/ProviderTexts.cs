namespace TrackTok.Web.IdentityProviders;

/// <summary>Names the texts of the company's identity providers.</summary>
public sealed class ProviderTexts;
