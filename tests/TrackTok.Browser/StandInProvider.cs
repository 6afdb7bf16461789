using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace TrackTok.Browser;

/// <summary>An identity provider as small as one can be: whoever it is asked about has one address, after one click. Each of its tokens is signed, and good for the sign-in that it was asked for.</summary>
internal sealed class StandInProvider : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, string> _nonces = new();
    private readonly Task _serving;

    internal StandInProvider(string email)
    {
        Email = email;
        Issuer = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add(Issuer + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    internal string Issuer { get; }

    private string Email { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _key.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // A visitor left, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        switch (context.Request.Url!.AbsolutePath)
        {
            case "/.well-known/openid-configuration":
                await WriteAsync(context, "application/json", $$"""{"issuer":"{{Issuer}}","authorization_endpoint":"{{Issuer}}/authorize","token_endpoint":"{{Issuer}}/token","jwks_uri":"{{Issuer}}/jwks"}""");
                break;
            case "/jwks":
                var key = _key.ExportParameters(false);
                await WriteAsync(context, "application/json", $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"k","n":"{{Text(key.Modulus!)}}","e":"{{Text(key.Exponent!)}}"}]}""");
                break;
            case "/authorize":
                var asked = HttpUtility.ParseQueryString(context.Request.Url.Query);
                var code = Guid.CreateVersion7().ToString("N");
                _nonces[code] = asked["nonce"]!;
                var back = $"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(asked["state"]!)}";
                await WriteAsync(context, "text/html", $"<!doctype html><title>Stand-in</title><main><h1>Stand-in</h1><a href=\"{HttpUtility.HtmlAttributeEncode(back)}\">It is me</a></main>");
                break;
            case "/token":
                using (var reader = new StreamReader(context.Request.InputStream))
                {
                    var form = HttpUtility.ParseQueryString(await reader.ReadToEndAsync());
                    await WriteAsync(context, "application/json", JsonSerializer.Serialize(new { access_token = "x", token_type = "Bearer", id_token = Token(_nonces[form["code"]!]) }));
                }
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private string Token(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = Text(Encoding.UTF8.GetBytes("""{"alg":"RS256","typ":"JWT","kid":"k"}"""));
        var body = Text(JsonSerializer.SerializeToUtf8Bytes(new { iss = Issuer, aud = "tracktok", sub = Email, nonce, iat = now, exp = now + 300, email = Email, email_verified = true, given_name = "Ida", family_name = "Doe" }));
        return $"{head}.{body}.{Text(_key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static async Task WriteAsync(HttpListenerContext context, string type, string text)
    {
        context.Response.ContentType = type;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
    }
}
