using Assay.Configuring;
using Assay.Storage.Sources;
using Npgsql;

namespace Assay.Tests.Storage.Sources;

public sealed class PostgresAddressTests
{
    private const string Secret = "s3cr;t=\"canary'/@";

    [Theory]
    [InlineData("Host=db;Port=5433;Database=shop;Username=reader;Password=${PASSWORD}")]
    [InlineData("  Host=db;Port=5433;Database=shop;Username=reader;Password='${PASSWORD}' ")]
    [InlineData("postgres://reader:${PASSWORD}@db:5433/shop")]
    [InlineData("postgresql://reader:s3cr;t%3D%22canary'%2F%40@db:5433/shop?sslmode=require")]
    [InlineData("${URL}")]
    public void A_secret_may_hold_any_character(string text)
    {
        var parts = new NpgsqlConnectionStringBuilder(Parse(text).ConnectionString(TimeSpan.FromSeconds(30)));

        Assert.Equal(("db", 5433, "shop", "reader", Secret), (parts.Host, parts.Port, parts.Database, parts.Username, parts.Password));
        Assert.Equal(text.Contains("sslmode", StringComparison.Ordinal) ? SslMode.Require : SslMode.Prefer, parts.SslMode);
    }

    [Fact]
    public void A_connection_cannot_write_and_has_deadlines_whatever_the_string_says()
    {
        var parts = new NpgsqlConnectionStringBuilder(Parse("Host=db;Options=-c search_path=shop;Command Timeout=0;Timeout=0;Pooling=true").ConnectionString(TimeSpan.FromSeconds(30)));

        Assert.Equal("-c search_path=shop -c default_transaction_read_only=on -c statement_timeout=30000", parts.Options);
        Assert.Equal((30, 10, false, "UTC"), (parts.CommandTimeout, parts.Timeout, parts.Pooling, parts.Timezone));
    }

    [Theory]
    [InlineData("")]
    [InlineData("canary")]
    [InlineData("Host=db;canary")]
    [InlineData("Host=db;Canary Word=x")]
    [InlineData("Host=db;Port=canary")]
    [InlineData("Password=canary")]
    [InlineData("postgres://reader:can/ary@db/shop")]
    [InlineData("postgres://reader:canary@/shop")]
    [InlineData("postgres://reader:canary@db/shop?canary=1")]
    public void A_malformed_string_is_told_without_any_part_of_it(string text)
    {
        var error = Assert.Throws<ConfigurationException>(() => Parse(text));

        Assert.Contains("sources.shop: the connection string is malformed", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ary@", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_is_not_set_is_named()
    {
        var error = Assert.Throws<ConfigurationException>(() => Parse("Host=db;Password=${NOWHERE}"));

        Assert.Contains("NOWHERE is not set", error.Message, StringComparison.Ordinal);
    }

    private static PostgresAddress Parse(string text) => PostgresAddress.Parse("sources.shop", text, name => name switch
    {
        "PASSWORD" => Secret,
        "URL" => $"postgres://reader:{Uri.EscapeDataString(Secret)}@db:5433/shop",
        _ => null,
    });
}
