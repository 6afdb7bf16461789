using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Edge;

/// <summary>
/// A request that Kestrel cannot read (a bad request line or header, too much of either, or too slow) never becomes a request for the application: Kestrel answers it
/// itself, with a bare status. This puts a problem in place of the bare answer. Kestrel announces such a request through its diagnostic event before it answers;
/// from then on what it writes to that connection is dropped, and the problem is sent instead.
/// </summary>
internal sealed class UnreadableRequests : IObserver<KeyValuePair<string, object?>>
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    internal static IDisposable Watch(DiagnosticListener listener) => listener.Subscribe(new UnreadableRequests(), (name, _, _) => name == Event);

    /// <summary>Kestrel's connection middleware: every connection gets an output that can take another answer's place.</summary>
    internal static Func<ConnectionDelegate, ConnectionDelegate> Answer => next => async connection =>
    {
        var output = new Output(connection.Transport.Output);
        connection.Features.Set(output);
        connection.Transport = new Transport(connection.Transport.Input, output);
        await next(connection);
    };

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection features || features.Get<IHttpResponseFeature>() is { HasStarted: true }) return;
        if (features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException error) return;
        features.Get<Output>()?.Replace(EdgeErrors.OfUnreadable(error.StatusCode));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    /// <summary>The whole answer, as it goes over the wire.</summary>
    internal static byte[] Write(Refusal refusal)
    {
        var problem = refusal.ToProblem().ProblemDetails;
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, JsonSerializerOptions.Web);
        var status = (int)refusal.Kind;
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}
            Content-Type: application/problem+json
            Content-Length: {body.Length}
            Connection: close
            {HeaderNames.RequestId}: {RequestStamp.NewRequestId()}
            traceparent: {RequestStamp.NewTraceParent()}
            X-Content-Type-Options: nosniff


            """).ReplaceLineEndings("\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Passes everything through, until an answer of ours is to be given: then that, once, and nothing else.</summary>
    private sealed class Output(PipeWriter inner) : PipeWriter
    {
        private byte[]? _answer;
        private byte[]? _dropped;

        internal void Replace(Refusal refusal)
        {
            if (_dropped is not null) return;
            _answer = Write(refusal);
            _dropped = new byte[4096];
        }

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            if (_dropped is null) inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _dropped is null ? inner.GetMemory(sizeHint) : Dropped(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _dropped is null ? inner.GetSpan(sizeHint) : Dropped(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Send();
            return inner.FlushAsync(cancellationToken);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            Send();
            inner.Complete(exception);
        }

        public override ValueTask CompleteAsync(Exception? exception = null)
        {
            Send();
            return inner.CompleteAsync(exception);
        }

        private void Send()
        {
            if (_answer is null) return;
            inner.Write(_answer);
            _answer = null;
        }

        private byte[] Dropped(int sizeHint) => sizeHint <= _dropped!.Length ? _dropped : _dropped = new byte[sizeHint];
    }
}
