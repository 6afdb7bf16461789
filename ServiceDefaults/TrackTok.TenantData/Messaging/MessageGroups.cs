using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TrackTok.TenantData;

/// <summary>One delivered message of a group.</summary>
public sealed record Received<TMessage>(Guid MessageId, TMessage Message);

/// <summary>Applies a group of messages in one transaction, each once (claim them with <see cref="InboxClaim"/>), in any order.</summary>
public interface IMessageGroupHandler<TMessage>
{
    Task HandleAsync(IReadOnlyList<Received<TMessage>> messages, CancellationToken cancellationToken);
}

/// <summary>
/// Commits messages in groups: whatever has arrived while the last group was being written makes up the next, so a quiet queue has no delay and a flood pays for one
/// transaction per group. In a flood it takes a breath between two of them, because the larger a group, the less each message costs. Each message is still acknowledged by itself, after its commit; when a group fails its messages are tried one by one, so that a
/// poisonous one takes no other with it.
/// </summary>
public sealed class MessageGroups<TMessage>(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime)
    where TMessage : class
{
    private const int Largest = 100;

    /// <summary>Of as many, a group is a sign of a flood. A steady hundred a second would bring two in a breath, and so leave it.</summary>
    private const int Many = 4;

    /// <summary>A small part of what a message waits in a flood anyway.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(15);

    private readonly Channel<(Received<TMessage> Received, TaskCompletionSource Done)> _waiting =
        Channel.CreateUnbounded<(Received<TMessage>, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    private int _running;

    /// <summary>Completes when the message's effect is committed; fails when it could not be.</summary>
    public Task HandleAsync(Received<TMessage> message, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite((message, done));
        if (Interlocked.Exchange(ref _running, 1) == 0) _ = Task.Run(RunAsync, CancellationToken.None);
        return done.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        var group = new List<(Received<TMessage> Received, TaskCompletionSource Done)>(Largest);
        while (true)
        {
            group.Clear();
            while (group.Count < Largest && _waiting.Reader.TryRead(out var waiting)) group.Add(waiting);
            if (group.Count > 0)
            {
                await HandleAsync(group);
                if (group.Count is >= Many and < Largest) await Task.Delay(Breath);
                continue;
            }
            Volatile.Write(ref _running, 0);
            // A message may have come between the last look and the line above.
            if (_waiting.Reader.Count == 0 || Interlocked.Exchange(ref _running, 1) == 1) return;
        }
    }

    private async Task HandleAsync(List<(Received<TMessage> Received, TaskCompletionSource Done)> group)
    {
        try
        {
            await ApplyAsync(group.ConvertAll(waiting => waiting.Received));
            foreach (var waiting in group) waiting.Done.SetResult();
        }
        catch (Exception) when (group.Count > 1)
        {
            foreach (var waiting in group) await HandleAsync([waiting]);
        }
        catch (Exception e)
        {
            group[0].Done.SetException(e);
        }
    }

    private async Task ApplyAsync(List<Received<TMessage>> messages)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageGroupHandler<TMessage>>().HandleAsync(messages, lifetime.ApplicationStopping);
    }
}

/// <summary>Hands each delivery to the group that is forming. Derive from it and name the class <c>&lt;Event&gt;Consumer</c>.</summary>
public abstract class GroupedConsumer<TMessage>(MessageGroups<TMessage> groups) : IConsumer<TMessage>
    where TMessage : class
{
    public Task Consume(ConsumeContext<TMessage> context) => groups.HandleAsync(
        new Received<TMessage>(context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be told from its repetition."), context.Message),
        context.CancellationToken);
}
