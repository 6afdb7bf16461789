using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrackTok.Identity.Tests.Passkeys;

/// <summary>
/// An authenticator and the browser before it, as WebAuthn describes them: keys of ES256, discoverable, with a counter. What a browser would refuse to do it does when told, because
/// that is what the server must notice.
/// </summary>
internal sealed class SoftwareAuthenticator(string origin)
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte Attested = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string? _userHandle;

    internal byte[] CredentialId { get; private init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The page that the browser shows.</summary>
    internal string Origin { get; set; } = origin;

    /// <summary>The domain that is signed, in the place of the one that was asked for.</summary>
    internal string? Domain { get; set; }

    /// <summary>Whether the person gave a finger, a face or a PIN.</summary>
    internal bool VerifiesUser { get; set; } = true;

    internal uint Counter { get; set; } = 1;

    internal bool IsInFrame { get; set; }

    /// <summary>With the <c>packed</c> format and the key's own signature, instead of <c>none</c>.</summary>
    internal bool SignsItsMaking { get; set; }

    /// <summary>Another person's handle in the answer.</summary>
    internal string? ClaimedUserHandle { get; set; }

    /// <summary>Answers <c>PublicKeyCredentialCreationOptionsJSON</c>.</summary>
    internal JsonObject Make(JsonElement options)
    {
        _userHandle = options.GetProperty("user").GetProperty("id").GetString();
        var clientData = ClientData("webauthn.create", options);
        var data = Data(Domain ?? options.GetProperty("rp").GetProperty("id").GetString()!, Attested, [.. new byte[16], .. Length(CredentialId), .. CredentialId, .. PublicKey()]);
        var attestation = new CborWriter();
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString(SignsItsMaking ? "packed" : "none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(SignsItsMaking ? 2 : 0);
        if (SignsItsMaking)
        {
            attestation.WriteTextString("alg");
            attestation.WriteInt32(-7);
            attestation.WriteTextString("sig");
            attestation.WriteByteString(Sign(data, clientData));
        }
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
            ["attestationObject"] = Base64Url.EncodeToString(attestation.Encode()),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Answers <c>PublicKeyCredentialRequestOptionsJSON</c>.</summary>
    internal JsonObject Show(JsonElement options)
    {
        Counter++;
        var clientData = ClientData("webauthn.get", options);
        var data = Data(Domain ?? options.GetProperty("rpId").GetString()!, 0, []);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(Sign(data, clientData)),
            ["userHandle"] = ClaimedUserHandle ?? _userHandle,
        });
    }

    private byte[] ClientData(string type, JsonElement options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type,
        ["challenge"] = options.GetProperty("challenge").GetString(),
        ["origin"] = Origin,
        ["crossOrigin"] = IsInFrame,
    }.ToJsonString());

    private byte[] Data(string domain, byte flags, byte[] rest)
    {
        var data = new byte[37 + rest.Length];
        SHA256.HashData(Encoding.UTF8.GetBytes(domain), data);
        data[32] = (byte)(UserPresent | (VerifiesUser ? UserVerified : 0) | flags);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), Counter);
        rest.CopyTo(data, 37);
        return data;
    }

    private byte[] Sign(byte[] data, byte[] clientData) => _key.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>As COSE: EC2, ES256, P-256.</summary>
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(5);
        foreach (var (label, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            writer.WriteInt32(label);
            writer.WriteInt32(value);
        }
        writer.WriteInt32(-2);
        writer.WriteByteString(point.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(point.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static byte[] Length(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length];

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Base64Url.EncodeToString(CredentialId),
        ["rawId"] = Base64Url.EncodeToString(CredentialId),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };
}
