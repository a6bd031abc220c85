using Kelvin.Storage.Postgres;
using Xunit;

namespace Kelvin.Storage.Tests.Postgres;

public class PostgresStoreTests
{
    [Theory]
    [InlineData("postgres://jan:a%20b%3A@db.example:6543/leads?sslmode=verify-full", "Host=db.example;Port=6543;Username=jan;Password=a b:;Database=leads;SSL Mode=VerifyFull")]
    [InlineData("postgresql://db.example/leads", "Host=db.example;Database=leads")]
    [InlineData("Host=db.example;Database=leads;Username=jan", "Host=db.example;Database=leads;Username=jan")]
    public void An_address_is_read_in_both_forms(string address, string expected)
    {
        Assert.True(PostgresAddress.Is(address));
        Assert.Equivalent(new Npgsql.NpgsqlConnectionStringBuilder(expected), PostgresAddress.Read(address));
    }

    [Theory]
    [InlineData("data/kelvin.db")]
    [InlineData("/var/lib/kelvin/host=a.db")]
    public void A_path_is_no_address(string path) => Assert.False(PostgresAddress.Is(path));

    [Fact]
    public void An_address_is_shown_without_its_password() =>
        Assert.Equal("postgres://db.example:5432/leads", PostgresAddress.Shown("postgres://jan:secret@db.example/leads"));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\uE0000\uE000m\0")]
    [InlineData("Jan \U0001F600")]
    public async Task Text_comes_back_as_it_went(string text)
    {
        using var temporary = new TemporaryStore(StoreKind.Postgres);
        await temporary.Store.WriteAsync(tx => temporary.Store.Plans.Add(tx, "plan", "yaml", text, "test", 1, activate: true, raises: false));
        using var snapshot = temporary.Store.Read();
        Assert.Equal(text, Assert.Single(temporary.Store.Plans.Active(snapshot)).Document);
    }

    [Fact]
    public async Task Rows_that_are_being_read_are_kept_when_another_statement_comes_between()
    {
        using var temporary = new TemporaryStore(StoreKind.Postgres);
        await temporary.Store.WriteAsync(tx =>
        {
            for (var i = 0; i < 5; i++) temporary.Store.OwnSettings.Write(tx, $"name {i}", [(byte)i]);
        });
        using var snapshot = temporary.Store.Read();
        var read = new List<(string, byte)>();
        using var rows = snapshot.Sql("select name, value from settings where name like 'name%' order by name");
        while (rows.Step()) read.Add((rows.Text(0), temporary.Store.OwnSettings.Read(snapshot, rows.Text(0))![0]));
        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => ($"name {i}", (byte)i))], read);
    }

    [Fact]
    public async Task A_cursor_gives_all_rows_and_may_be_left_early()
    {
        using var temporary = new TemporaryStore(StoreKind.Postgres);
        using var snapshot = temporary.Store.Read();
        const string Many = "/*many*/ select n from generate_series(1, $1) n order by n";
        var sum = 0L;
        using (var rows = snapshot.Sql(Many).Bind(3_500))
        {
            while (rows.Step()) sum += rows.Long(0) + temporary.Store.Counters.Read(snapshot, "none");
        }
        Assert.Equal(3_500L * 3_501 / 2, sum);
        using (var rows = snapshot.Sql(Many).Bind(3_500)) Assert.True(rows.Step());
        using (var rows = snapshot.Sql(Many).Bind(0)) Assert.False(rows.Step());
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_deployment_is_brought_up_to_date_once_when_two_nodes_start_together()
    {
        var address = PostgresCluster.Shared.NewDatabase();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Store.Open(new StoreSettings { Path = address }, TimeProvider.System))));
        Assert.Single(nodes.Select(node => node.Key.IdentityOf(Identity.IdentityKind.User, "jan")).Distinct());
        foreach (var node in nodes) node.Dispose();
        PostgresCluster.Shared.Drop(address);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_left_alone()
    {
        using var temporary = new TemporaryStore(StoreKind.Postgres);
        temporary.Close();
        PostgresCluster.Shared.Execute(new Uri(temporary.Settings.Path).AbsolutePath.Trim('/'), "update schema_version set version = 999");
        Assert.Contains("schema 999", Assert.Throws<StoreException>(() => Store.Open(temporary.Settings, TimeProvider.System)).Message);
    }

    [Fact]
    public async Task A_lost_connection_is_opened_again()
    {
        using var temporary = new TemporaryStore(StoreKind.Postgres);
        await temporary.Store.WriteAsync(tx => temporary.Store.OwnSettings.Write(tx, "a", [1]));
        var database = new Uri(temporary.Settings.Path).AbsolutePath.Trim('/');
        PostgresCluster.Shared.Execute("postgres", $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'");
        await temporary.Store.WriteAsync(tx => temporary.Store.OwnSettings.Write(tx, "b", [2]));
        using var snapshot = temporary.Store.Read();
        Assert.Equal([2], temporary.Store.OwnSettings.Read(snapshot, "b"));
    }
}
