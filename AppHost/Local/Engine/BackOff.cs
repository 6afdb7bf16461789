namespace TrackTok.AppHost.Local;

/// <summary>Half a second, then twice as long each time up to half a minute; a process that ran well for a while starts from the beginning.</summary>
internal sealed class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5), Longest = TimeSpan.FromSeconds(30), WellFor = TimeSpan.FromSeconds(60);
    private int _failures;

    public TimeSpan Next(TimeSpan ranFor)
    {
        if (ranFor >= WellFor)
            _failures = 0;
        var pause = First * Math.Pow(2, Math.Min(_failures++, 10));
        return pause < Longest ? pause : Longest;
    }
}
