using System.Text;
using System.Text.Encodings.Web;

namespace TrackTok.Identity.Mail;

/// <summary>A mail as it is sent.</summary>
internal sealed record Letter(string To, string Subject, string Text, string Html)
{
    private const string Page = "font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#1c2430;max-width:560px;margin:24px auto;padding:0 16px";
    private const string Button = "display:inline-block;background:#1f5fbf;color:#ffffff;text-decoration:none;padding:12px 20px;border-radius:6px";

    /// <summary>Writes the letter twice, as text and as HTML, from the same sentences.</summary>
    /// <param name="before">Paragraphs above the link.</param>
    /// <param name="action">What the link is called; null when there is no link.</param>
    internal static Letter Write(string language, string to, string subject, IReadOnlyList<string> before, string? action, Uri? link, IReadOnlyList<string> after)
    {
        var (text, html) = (new StringBuilder(), new StringBuilder());
        html.Append("<!doctype html><html lang=\"").Append(language).Append("\"><head><meta charset=\"utf-8\"><title>").Append(Encoded(subject))
            .Append("</title></head><body style=\"").Append(Page).Append("\">");
        Paragraphs(before);
        if (action is not null && link is not null)
        {
            text.Append(action).Append(":\r\n").Append(link.AbsoluteUri).Append("\r\n\r\n");
            html.Append("<p><a style=\"").Append(Button).Append("\" href=\"").Append(Encoded(link.AbsoluteUri)).Append("\">").Append(Encoded(action)).Append("</a></p>");
        }
        Paragraphs(after);
        text.Append("-- \r\nTrackTok\r\n");
        html.Append("<p style=\"color:#5b6675\">TrackTok</p></body></html>");
        return new Letter(to, subject, text.ToString(), html.ToString());

        void Paragraphs(IReadOnlyList<string> sentences)
        {
            foreach (var sentence in sentences)
            {
                text.Append(sentence).Append("\r\n\r\n");
                html.Append("<p>").Append(Encoded(sentence)).Append("</p>");
            }
        }
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
