using Microsoft.AspNetCore.Components;

namespace TrackTok.Web.Design;

/// <summary>What every field of an <see cref="ApiForm"/> has: the API's member as its name, a label, a hint, and the API's sentences under it.</summary>
public abstract class FieldBase : Shell.LoadedComponent
{
    [CascadingParameter] public ApiForm Parent { get; set; } = null!;

    /// <summary>The member's name in the API, such as <c>expense_date</c>.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    [Parameter, EditorRequired] public string Label { get; set; } = "";
    [Parameter] public string? Hint { get; set; }
    [Parameter] public bool Required { get; set; }
    [Parameter] public bool Disabled { get; set; }
    [Parameter] public bool Autofocus { get; set; }

    /// <summary>Any other attribute of the control itself.</summary>
    [Parameter(CaptureUnmatchedValues = true)] public Dictionary<string, object>? More { get; set; }

    protected PageForm Form => Parent.Form;
    protected string Id => $"{Form.Name}-{Name}".Replace('.', '-');
    protected IReadOnlyList<string> Sentences => Form.Errors(Name);
    protected string? DescribedBy => string.Join(' ', new[] { Hint is null ? null : Id + "-hint", Sentences.Count == 0 ? null : Id + "-error" }.OfType<string>()) is { Length: > 0 } ids ? ids : null;
    protected string? Invalid => Sentences.Count == 0 ? null : "true";
}
