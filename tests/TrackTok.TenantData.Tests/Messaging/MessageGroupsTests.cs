using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TrackTok.TenantData.Tests.Messaging;

public sealed class MessageGroupsTests
{
    private sealed record Thing(int Number);

    private sealed class Handler : IMessageGroupHandler<Thing>
    {
        public List<int[]> Groups { get; } = [];

        public async Task HandleAsync(IReadOnlyList<Received<Thing>> messages, CancellationToken cancellationToken)
        {
            await Task.Delay(20, cancellationToken);
            if (messages.Any(received => received.Message.Number == 13)) throw new InvalidOperationException("Thirteen.");
            lock (Groups) Groups.Add([.. messages.Select(received => received.Message.Number)]);
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }

    private readonly Handler _handler = new();
    private readonly MessageGroups<Thing> _groups;

    public MessageGroupsTests()
    {
        var services = new ServiceCollection().AddSingleton<IMessageGroupHandler<Thing>>(_handler).BuildServiceProvider();
        _groups = new MessageGroups<Thing>(services.GetRequiredService<IServiceScopeFactory>(), new Lifetime());
    }

    [Fact]
    public async Task What_arrives_during_a_commit_is_committed_together_next()
    {
        await Task.WhenAll(Enumerable.Range(100, 50).Select(HandleAsync));
        _handler.Groups.Sum(group => group.Length).ShouldBe(50);
        _handler.Groups.Count.ShouldBeLessThan(10);
        _handler.Groups.SelectMany(group => group).Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public async Task A_poisonous_message_fails_alone()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(10, 6).Select(async number =>
        {
            try
            {
                await HandleAsync(number);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }));
        outcomes.ShouldBe([true, true, true, false, true, true]);
        _handler.Groups.SelectMany(group => group).Order().ShouldBe([10, 11, 12, 14, 15]);
    }

    [Fact]
    public async Task Goes_on_after_a_pause()
    {
        for (var number = 100; number < 105; number++)
        {
            await HandleAsync(number);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        _handler.Groups.Count.ShouldBe(5);
    }

    private Task HandleAsync(int number) => _groups.HandleAsync(new Received<Thing>(Guid.CreateVersion7(), new Thing(number)), CancellationToken.None);
}
