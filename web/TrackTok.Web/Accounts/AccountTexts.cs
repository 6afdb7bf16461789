namespace TrackTok.Web.Accounts;

/// <summary>The texts of this folder: AccountTexts.resx in English, AccountTexts.de.resx in German.</summary>
public sealed class AccountTexts;
