using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;
using TrackTok.Currencies;

namespace TrackTok.ServiceDefaults;

/// <summary>A request body or query that can say what is wrong with it, all of it at once, by the members' own names.</summary>
public interface ICheckedRequest
{
    void Check(RequestErrors errors);
}

/// <summary>Gathers what is wrong with a request's members. Each method returns true when the member is right.</summary>
public sealed class RequestErrors
{
    private Dictionary<string, List<string>>? _errors;

    public bool Any => _errors is not null;

    public bool Add(string member, string sentence)
    {
        _errors ??= new(StringComparer.Ordinal);
        if (!_errors.TryGetValue(member, out var sentences)) _errors[member] = sentences = [];
        sentences.Add(sentence);
        return false;
    }

    /// <summary>The members that were not given, though they must be.</summary>
    internal IEnumerable<string> Missing => _errors?.Where(pair => pair.Value.Exists(sentence => sentence.StartsWith(IsRequired.TrimEnd('.'), StringComparison.Ordinal))).Select(pair => pair.Key) ?? [];

    private const string IsRequired = "This is required.";

    public bool Required([NotNullWhen(true)] object? value, string member) => value is not null || Add(member, IsRequired);

    /// <summary>A text of one line that must be there, show something, and be within these lengths after trimming: a name, a title.</summary>
    public bool Text([NotNullWhen(true)] string? value, string member, int longest, int shortest = 1) => Given(value, member, shortest) && OptionalLine(value, member, longest);

    /// <summary>A text that must be there, and may have several lines: a reason, a note.</summary>
    public bool Lines([NotNullWhen(true)] string? value, string member, int longest) => Given(value, member, 1) && OptionalText(value, member, longest);

    /// <summary>A text of one line that may be missing, but not longer than this.</summary>
    public bool OptionalLine(string? value, string member, int longest)
    {
        if (!OptionalText(value, member, longest)) return false;
        return value is null || VisibleText.IsOneLine(value.AsSpan().Trim()) || Add(member, "Give one line; line breaks are not allowed.");
    }

    /// <summary>A text that may be missing, but not longer than this, and free of control characters other than line breaks.</summary>
    public bool OptionalText(string? value, string member, int longest)
    {
        if (value is null) return true;
        if (value.Length > longest) return Add(member, $"Give at most {longest} characters.");
        foreach (var c in value) if (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) return Add(member, "Control characters are not allowed.");
        return true;
    }

    private bool Given([NotNullWhen(true)] string? value, string member, int shortest)
    {
        if (value is null) return Add(member, IsRequired);
        var text = value.AsSpan().Trim();
        if (!VisibleText.ShowsSomething(text)) return Add(member, "This must not be empty.");
        return text.Length >= shortest || Add(member, $"Give at least {shortest} characters.");
    }

    public bool Email([NotNullWhen(true)] string? value, string member)
    {
        if (!Text(value, member, 254)) return false;
        return (MailAddress.TryCreate(value, out var address) && address.Address == value.Trim() && address.Host.Contains('.', StringComparison.Ordinal))
            || Add(member, "Give an e-mail address such as jane@example.com.");
    }

    /// <summary>An amount above zero that suits its currency.</summary>
    public bool PositiveAmount([NotNullWhen(true)] AmountText? value, Currency currency, string member)
    {
        if (value is not { } amount) return Add(member, IsRequired);
        if (amount.In(currency) is { } sentence) return Add(member, sentence);
        return amount.Value > 0 || Add(member, "Give an amount above zero.");
    }

    /// <summary>The currency of a code, or of the default when none is given.</summary>
    public Currency? CurrencyOr(string? code, Currency fallback, string member)
    {
        if (code is null) return fallback;
        if (Currency.Find(code) is { } currency) return currency;
        Add(member, $"'{Short(code)}' is no currency code of ISO 4217; give one such as EUR.");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public bool OneOf(string? value, string member, params ReadOnlySpan<string> allowed)
    {
        if (value is null || allowed.Contains(value)) return true;
        return Add(member, $"Give one of {string.Join(", ", allowed!)}.");
    }

    /// <summary>Null when all is well, else the refusal that names every member.</summary>
    public Refusal? ToRefusal() => _errors is null
        ? null
        : new Refusal(RefusalKind.Invalid, "validation_failed", _errors.Count == 1 ? "One member is not valid; see errors." : "Some members are not valid; see errors.")
        {
            Errors = _errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal),
        };

    private static string Short(string text) => text.Length <= 20 ? text : text[..20] + "…";
}
