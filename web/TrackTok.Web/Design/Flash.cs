using System.Text;
using TrackTok.Web.Session;

namespace TrackTok.Web.Design;

/// <summary>A sentence for the next page, after a redirect: "Saved." It is shown once, at the top.</summary>
public sealed class Flash(Visit visit)
{
    private const string Cookie = "tracktok.flash";

    /// <param name="sentence">Already in the visitor's language; it is shown as text.</param>
    /// <param name="tone"><c>good</c> or <c>warn</c>.</param>
    public void Say(string sentence, string tone = "good") =>
        visit.Http.Response.Cookies.Append(Cookie, tone + "." + Convert.ToBase64String(Encoding.UTF8.GetBytes(sentence)), SessionCookie.Options(visit.Http, TimeSpan.FromMinutes(1)));

    internal (string Tone, string Sentence)? Take()
    {
        if (visit.Http.Request.Cookies[Cookie] is not { Length: > 0 } text) return null;
        if (!visit.Http.Response.HasStarted) visit.Http.Response.Cookies.Delete(Cookie, SessionCookie.Options(visit.Http, null));
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        try
        {
            return dot < 0 ? null : (text[..dot] == "warn" ? "warn" : "good", Encoding.UTF8.GetString(Convert.FromBase64String(text[(dot + 1)..])));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
