namespace TrackTok.Web.Categories;

/// <summary>The texts of this folder: CategoryTexts.resx in English, CategoryTexts.de.resx in German.</summary>
public sealed class CategoryTexts;
