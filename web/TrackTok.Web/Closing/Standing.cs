namespace TrackTok.Web.Closing;

/// <summary>How the company stands, as <c>GET /tenant</c> tells.</summary>
/// <param name="Status"><c>active</c> or <c>closing</c>.</param>
/// <param name="ErasedFrom">When a closing company is erased.</param>
public sealed record Standing(string Name, string Subdomain, string Status, DateTimeOffset? ErasedFrom)
{
    public const int GraceDays = 30;

    public bool IsClosing => Status == "closing";
}
