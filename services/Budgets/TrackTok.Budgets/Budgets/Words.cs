namespace TrackTok.Budgets.Budgets;

/// <summary>Enums as the API and the tables name them: in lower case.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static T Read<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    public static string[] All<T>()
        where T : struct, Enum => Array.ConvertAll(Enum.GetValues<T>(), Of);
}
