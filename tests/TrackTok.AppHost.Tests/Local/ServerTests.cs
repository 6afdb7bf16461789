using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;
using TrackTok.AppHost.Local;

namespace TrackTok.AppHost.Tests.Local;

public sealed class ServerTests
{
    [Fact]
    public async Task PostgreSQL_has_the_databases_of_the_model_and_keeps_them_over_a_restart_and_a_crash()
    {
        var folder = Trial.NewFolder();
        await WithPostgresAsync(folder, async (trial, connection) =>
        {
            await ExecuteAsync(connection, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
            Unix.Send(trial.ProcessesOf("postgres").Single(), Signal.Kill);
            await trial.UntilAsync("postgres", s => s.Restarts == 1);
            await trial.HealthyAsync("postgres");
            (await ExecuteAsync(connection, "SELECT id FROM kept")).ShouldBe(7);
        });
        await WithPostgresAsync(folder, async (_, connection) => (await ExecuteAsync(connection, "SELECT id FROM kept")).ShouldBe(7));
        Trial.Discard(folder);
    }

    [Fact]
    public async Task A_migration_is_not_repeated_on_the_same_database_but_is_on_a_new_one()
    {
        var folder = Trial.NewFolder();
        (await MigrationsAsync(drop: false)).ShouldBe(1);
        (await MigrationsAsync(drop: true)).ShouldBe(1);
        (await MigrationsAsync(drop: false)).ShouldBe(2);
        Trial.Discard(folder);

        async Task<int> MigrationsAsync(bool drop)
        {
            var trial = await Trial.StartAsync((builder, path) =>
            {
                var database = builder.AddPostgres("postgres").WithArgs("-c", "shared_buffers=16MB").AddDatabase("ledger-db", "ledger");
                var migration = builder.AddProject<StandIn>("migration", options => options.ExcludeKestrelEndpoints = true).WithArgs("migrate")
                    .WithEnvironment("StandIn__Migrations", Path.Combine(path, "migrations")).WithReference(database).WaitFor(database);
                builder.AddScript("service", "sleep 1000", path).WaitForCompletion(migration);
            }, folder);
            try
            {
                await trial.HealthyAsync("service");
                if (drop)
                    await ExecuteAsync((await trial.App.GetConnectionStringAsync("postgres"))! + ";Database=postgres;Pooling=false", "DROP DATABASE ledger");
                return (await trial.LinesAsync("migrations", 1)).Length;
            }
            finally
            {
                await trial.App.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task PostgreSQL_takes_the_arguments_of_the_model()
    {
        var folder = Trial.NewFolder();
        await WithPostgresAsync(folder, async (_, connection) => (await ExecuteAsync(connection, "SHOW max_connections")).ShouldBe("37"));
        Trial.Discard(folder);
    }

    [Fact]
    public async Task PostgreSQL_finds_another_place_when_its_user_cannot_reach_the_folder()
    {
        Assert.SkipUnless(Unix.IsRoot, "Only root runs it as another user.");
        var closed = Trial.NewFolder();
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var folder = Path.Combine(closed, "data-of-root");
        await WithPostgresAsync(folder, (_, _) => Task.CompletedTask);

        new DirectoryInfo(Path.Combine(folder, "data", "postgres")).LinkTarget!.ShouldStartWith("/var/lib/tracktok-");
        Trial.Discard(folder);
        Directory.Delete(closed);
    }

    [Fact]
    public async Task Redis_takes_commands_for_its_password_only()
    {
        await using var trial = await Trial.StartAsync((builder, _) => builder.AddRedis("cache"));
        await trial.HealthyAsync("cache");

        (await AskRedisAsync(trial, _ => "SET a 1\r\n")).ShouldStartWith("-NOAUTH");
        (await AskRedisAsync(trial, password => $"AUTH {password}\r\n")).ShouldStartWith("+OK");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_keeps_over_a_restart_what_it_holds_if_it_has_a_volume(bool volume)
    {
        var folder = Trial.NewFolder();
        await WithRedisAsync(async trial => await AskRedisAsync(trial, password => $"AUTH {password}\r\nSET kept 7\r\n"));
        await WithRedisAsync(async trial =>
        {
            var held = await AskRedisAsync(trial, password => $"AUTH {password}\r\nEXISTS kept\r\n");
            held.ShouldEndWith(volume ? ":1\r\n" : ":0\r\n");
        });
        Trial.Discard(folder);

        async Task WithRedisAsync(Func<Trial, Task> use)
        {
            var trial = await Trial.StartAsync((builder, _) => { if (builder.AddRedis("cache") is var cache && volume) cache.WithDataVolume(); }, folder, "--Local:Durable=true");
            try
            {
                await trial.HealthyAsync("cache");
                await use(trial);
            }
            finally
            {
                await trial.App.DisposeAsync();
            }
        }
    }

    private static async Task<string> AskRedisAsync(Trial trial, Func<string, string> question)
    {
        var parts = (await trial.App.GetConnectionStringAsync("cache"))!.Split(",password=");
        var port = int.Parse(parts[0].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        return System.Text.Encoding.ASCII.GetString(await Wire.AskAsync(port, System.Text.Encoding.ASCII.GetBytes(question(parts[1])), default));
    }

    private static async Task WithPostgresAsync(string folder, Func<Trial, string, Task> use)
    {
        var trial = await Trial.StartAsync((builder, _) =>
            builder.AddPostgres("postgres").WithArgs("-c", "max_connections=37", "-c", "shared_buffers=16MB").AddDatabase("ledger-db", "ledger"), folder, "--Local:Durable=true");
        try
        {
            await trial.HealthyAsync("ledger-db");
            await use(trial, (await trial.App.GetConnectionStringAsync("ledger-db"))! + ";Pooling=false");
        }
        finally
        {
            await trial.App.DisposeAsync();
        }
    }

    private static async Task<object?> ExecuteAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
