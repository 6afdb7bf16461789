namespace TrackTok.Web.Domains;

/// <summary>Names the texts of the page about the company's own domains.</summary>
public sealed class DomainTexts;
