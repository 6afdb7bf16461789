using TrackTok.TenantData;

namespace TrackTok.Identity.Keys;

/// <summary>
/// <c>rotate-keys</c>: makes a new signing key now, whatever the age of the present one. It is published at once and signs ten minutes later, when every process knows it; the present key
/// stays published until its last token has expired, so nobody is signed out.
/// </summary>
internal sealed class RotateKeys(KeyRing keys) : IServiceCommand
{
    public string Name => "rotate-keys";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (id, from) = await keys.RotateAsync(cancellationToken);
        await Console.Out.WriteLineAsync($"Key {id} is published and signs from {from:u}.");
        return 0;
    }
}
