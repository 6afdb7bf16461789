using System.Buffers;
using Microsoft.Extensions.ObjectPool;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// A page as the bytes of its answer, sent in one piece with its length, so that the gateway passes it on in one piece too. Its buffer goes back to be used again once it is sent;
/// a page that is never sent is simply forgotten.
/// </summary>
internal sealed class WrittenPage(ArrayBufferWriter<byte> body, string? nextCursor) : IResult
{
    private static readonly ObjectPool<ArrayBufferWriter<byte>> Pool = new DefaultObjectPool<ArrayBufferWriter<byte>>(new Kept());

    public static ArrayBufferWriter<byte> TakeBuffer() => Pool.Get();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        PageLinks.Link(httpContext, nextCursor);
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = body.WrittenCount;
        await httpContext.Response.Body.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
        Pool.Return(body);
    }

    private sealed class Kept : PooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        private const int Usual = 32 * 1024, Largest = 256 * 1024;

        public override ArrayBufferWriter<byte> Create() => new(Usual);

        public override bool Return(ArrayBufferWriter<byte> obj)
        {
            obj.ResetWrittenCount();
            return obj.Capacity <= Largest;
        }
    }
}
