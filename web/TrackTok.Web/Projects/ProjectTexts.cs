namespace TrackTok.Web.Projects;

/// <summary>The texts of this folder: ProjectTexts.resx in English, ProjectTexts.de.resx in German.</summary>
public sealed class ProjectTexts;
