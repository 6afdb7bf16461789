using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace TrackTok.TenantData;

/// <summary>Something an operator may tell a service to do: <c>dotnet TrackTok.X.dll NAME [ARGUMENTS]</c>.</summary>
public interface IServiceCommand
{
    string Name { get; }

    /// <summary>Answers the exit code.</summary>
    Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}

public static class ServiceCommands
{
    public static void AddCommand<TCommand>(this IServiceCollection services)
        where TCommand : class, IServiceCommand => services.AddScoped<IServiceCommand, TCommand>();

    /// <summary>Runs the named command, or the service when none is named.</summary>
    public static async Task<int> RunServiceAsync(this WebApplication app, string[] args)
    {
        var name = args.FirstOrDefault(argument => !argument.StartsWith('-'));
        if (name is null)
        {
            await app.RunAsync();
            return 0;
        }
        await using var scope = app.Services.CreateAsyncScope();
        var commands = scope.ServiceProvider.GetServices<IServiceCommand>().ToList();
        if (commands.Find(command => command.Name == name) is { } wanted) return await wanted.RunAsync([.. args.SkipWhile(argument => argument != name).Skip(1)], CancellationToken.None);
        await Console.Error.WriteLineAsync($"There is no command '{name}'; there are: {string.Join(", ", commands.Select(command => command.Name))}.");
        return 2;
    }
}
