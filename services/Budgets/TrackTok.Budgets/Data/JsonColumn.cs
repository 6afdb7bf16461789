using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.ServiceDefaults;

namespace TrackTok.Budgets.Data;

/// <summary>A short list of records kept in one jsonb column, written as the API writes JSON.</summary>
internal static class JsonColumn
{
    public static string Text<T>(T value) => JsonSerializer.Serialize(value, JsonDefaults.Options);

    public static IReadOnlyList<T> Read<T>(string json) => json == "[]" ? [] : JsonSerializer.Deserialize<T[]>(json, JsonDefaults.Options)!;

    public static void IsJsonList<T>(this PropertyBuilder<IReadOnlyList<T>> property) => property
        .HasColumnType("jsonb")
        .HasConversion(
            list => Text(list), json => Read<T>(json),
            new ValueComparer<IReadOnlyList<T>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list));
}
