using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.WebEncoders;
using TrackTok.Web.Entry;
using TrackTok.Web.Session;

namespace TrackTok.Web.Shell;

internal static class ShellSetup
{
    internal static void AddShell(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "tracktok.form";
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // Our policy says frame-ancestors.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        // Umlauts and currency signs as they are, in half the bytes.
        builder.Services.Configure<WebEncoderOptions>(encoding => encoding.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        builder.Services.AddResponseCompression(compression =>
        {
            // What could be guessed from a length, the anti-forgery token, is masked anew in every answer.
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html", "application/json", "application/manifest+json"];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            // Only the gateway reaches this process; it says how the visitor reached the gateway.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedProto;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
        });
    }

    internal static void UseShell(this WebApplication app)
    {
        app.UseMiddleware<PageTiming>();
        app.UseForwardedHeaders();
        app.UseResponseCompression();
        app.UseMiddleware<ErrorPages>();
        app.UseRouting();
        app.UseMiddleware<Visiting>();
        app.UseAntiforgery();
    }

    internal static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapPreferences();
        app.MapAvailability();
        app.MapPasskeyOptions();
        app.MapRazorComponents<App>();
    }
}
