namespace TrackTok.Web.Budgets;

/// <summary>The texts of this folder: BudgetTexts.resx in English, BudgetTexts.de.resx in German.</summary>
public sealed class BudgetTexts;
