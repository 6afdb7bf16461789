namespace TrackTok.Browser;

public static class Eventually
{
    /// <summary>Waits until it holds; says what was seen last when it never does.</summary>
    public static async Task<T> HoldsAsync<T>(Func<Task<T>> read, Func<T, bool> holds, int seconds = 20)
    {
        var end = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        while (true)
        {
            var value = await read();
            if (holds(value)) return value;
            if (TimeProvider.System.GetUtcNow() > end) throw new TimeoutException($"Not within {seconds} s; last seen: {value}");
            await Task.Delay(200);
        }
    }
}
