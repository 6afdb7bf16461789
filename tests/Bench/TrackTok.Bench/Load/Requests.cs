using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace TrackTok.Bench.Load;

/// <summary>Makes one request after another for one client. Not shared between threads.</summary>
internal abstract class Requests
{
    public abstract int ExpectedStatus { get; }

    /// <summary>Writes the next request, whole; answers its length.</summary>
    public abstract int Write(Span<byte> buffer);
}

/// <summary>Lists of the newest twenty, each of another tenant.</summary>
internal sealed class ListRequests(string path, IReadOnlyList<string> tokens, int seed) : Requests
{
    private readonly byte[][] _requests = [.. tokens.Select(token => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"))];
    private readonly Random _random = new(seed);

    public override int ExpectedStatus => 200;

    public override int Write(Span<byte> buffer)
    {
        var request = _requests[_random.Next(_requests.Length)];
        request.CopyTo(buffer);
        return request.Length;
    }
}

/// <summary>New expenses, each of another tenant, with a key of its own as our clients send it.</summary>
internal sealed class CreateRequests(string path, IReadOnlyList<BenchTenant> tenants, IReadOnlyList<string> tokens, int seed) : Requests
{
    private static int _instances;
    private readonly int _instance = Interlocked.Increment(ref _instances);
    private readonly Random _random = new(seed);
    private readonly byte[] _body = new byte[1024];
    private int _sent;

    public override int ExpectedStatus => 201;

    public override int Write(Span<byte> buffer)
    {
        var which = _random.Next(tenants.Count);
        var amount = _random.Next(100, 50_000) / 100m;
        var day = BenchTenant.Today.AddDays(-_random.Next(730));
        return Write(buffer, tenants[which], tokens[which], amount, day);
    }

    /// <summary>Writes the request for one certain expense.</summary>
    public int Write(Span<byte> buffer, BenchTenant tenant, string token, decimal amount, DateOnly day)
    {
        Utf8.TryWrite(_body, CultureInfo.InvariantCulture,
            $$"""{"amount":"{{amount:F2}}","title":"Office Supplies","description":"Printer paper and pens","vendor":"Paper & Co","expense_date":"{{day:yyyy-MM-dd}}","payment_method":"credit_card","category_id":"{{tenant.CategoryId}}","project_id":"{{tenant.ProjectId}}","account_id":"{{tenant.AccountId}}","tags":["office","supplies"]}""",
            out var length);
        Utf8.TryWrite(buffer, CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: b{_instance}-{_sent++}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n", out var head);
        _body.AsSpan(0, length).CopyTo(buffer[head..]);
        return head + length;
    }
}
