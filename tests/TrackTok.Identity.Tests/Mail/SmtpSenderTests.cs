using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;
using Microsoft.Extensions.Options;
using TrackTok.Identity.Mail;
using TrackTok.Testing;

namespace TrackTok.Identity.Tests.Mail;

public sealed class SmtpSenderTests
{
    private static readonly (string User, string Password) LogIn = ("tracktok", "a very long secret");

    [Fact]
    public async Task Logs_in_over_a_line_that_the_house_vouches_for()
    {
        using var certificate = Certificate("127.0.0.1");
        using var server = new SmtpInbox(certificate, LogIn);

        await SendAsync(server, LogIn.Password, certificate);

        server.To("jane@example.com").ShouldHaveSingleItem().Subject.ShouldBe("Hello");
    }

    [Fact]
    public async Task Tells_nothing_to_a_server_that_nobody_vouches_for()
    {
        using var certificate = Certificate("127.0.0.1");
        using var another = Certificate("127.0.0.1");
        using var server = new SmtpInbox(certificate, LogIn);

        await Should.ThrowAsync<SslHandshakeException>(() => SendAsync(server, LogIn.Password, authorities: null));
        await Should.ThrowAsync<SslHandshakeException>(() => SendAsync(server, LogIn.Password, another));

        server.To("jane@example.com").ShouldBeEmpty();
    }

    [Fact]
    public async Task Tells_nothing_to_a_server_of_another_name()
    {
        using var certificate = Certificate("127.0.0.9");
        using var server = new SmtpInbox(certificate, LogIn);

        await Should.ThrowAsync<SslHandshakeException>(() => SendAsync(server, LogIn.Password, certificate));
    }

    [Fact]
    public async Task Says_so_when_the_log_in_is_wrong()
    {
        using var certificate = Certificate("127.0.0.1");
        using var server = new SmtpInbox(certificate, LogIn);

        await Should.ThrowAsync<MailKit.Security.AuthenticationException>(() => SendAsync(server, "guessed", certificate));
    }

    [Fact]
    public async Task Sends_no_password_where_the_line_cannot_be_made_secure()
    {
        using var server = new SmtpInbox(logIn: LogIn);

        await Should.ThrowAsync<NotSupportedException>(() => SendAsync(server, LogIn.Password, authorities: null));
    }

    private static async Task SendAsync(SmtpInbox server, string password, X509Certificate2? authorities)
    {
        var file = Path.GetTempFileName();
        try
        {
            if (authorities is not null) await File.WriteAllTextAsync(file, authorities.ExportCertificatePem());
            var smtp = new SmtpOptions
            {
                Host = "127.0.0.1",
                Port = server.Port,
                Security = SecureSocketOptions.StartTls,
                UserName = LogIn.User,
                Password = password,
                Authorities = authorities is null ? null : file,
            };
            using var sender = new SmtpSender(Options.Create(new MailOptions { Smtp = smtp }));
            await sender.SendAsync(Guid.CreateVersion7(), new Letter("jane@example.com", "Hello", "Hello", "<p>Hello"), CancellationToken.None);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static X509Certificate2 Certificate(string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail of the tests", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
