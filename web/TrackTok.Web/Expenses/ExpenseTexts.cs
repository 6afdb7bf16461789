namespace TrackTok.Web.Expenses;

/// <summary>The texts of this folder: ExpenseTexts.resx in English, ExpenseTexts.de.resx in German.</summary>
public sealed class ExpenseTexts;
