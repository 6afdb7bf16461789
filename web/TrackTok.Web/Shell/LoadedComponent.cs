using Microsoft.AspNetCore.Components;

namespace TrackTok.Web.Shell;

/// <summary>
/// Every component here renders once, when all that it loads in <c>OnInitializedAsync</c> and <c>OnParametersSetAsync</c> is there: an answer goes out as a whole, so a
/// rendering of a half-loaded component would only cost, and every page would have to guard against what is not there yet.
/// </summary>
public abstract class LoadedComponent : ComponentBase
{
    private bool _begun;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        if (!_begun)
        {
            _begun = true;
            OnInitialized();
            await OnInitializedAsync();
        }
        OnParametersSet();
        await OnParametersSetAsync();
        StateHasChanged();
    }
}
