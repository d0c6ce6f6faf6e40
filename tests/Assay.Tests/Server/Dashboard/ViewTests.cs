using Assay.Server.Dashboard;
using Microsoft.AspNetCore.Http;

namespace Assay.Tests.Server.Dashboard;

public sealed class ViewTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("/trends", "", "7d")]
    [InlineData("/trends", "?range=30d", "30d")]
    [InlineData("/responses", "", "all")]
    [InlineData("/responses", "?range=7d", "7d")]
    [InlineData("/export/responses.csv", "", "all")]
    [InlineData("/export/trends.csv", "", "7d")]
    public void A_list_is_of_all_time_and_figures_of_a_week_unless_the_address_says_more(string path, string query, string range) => Assert.Equal(range, Of(path, query).Range);

    [Fact]
    public void A_link_from_figures_to_rows_carries_the_range_that_the_figures_are_of() => Assert.Equal("/responses?range=7d&judge=a", Of("/trends", "?judge=a").Url("/responses"));

    [Fact]
    public void An_export_of_a_list_is_of_the_range_that_the_list_is_of() => Assert.Equal("/export/responses.csv?range=7d", Of("/responses", "?range=7d").Url("/export/responses.csv"));

    [Fact]
    public void A_link_between_pages_of_figures_leaves_out_the_usual_range() => Assert.Equal("/compare?judge=a", Of("/trends", "?range=7d&judge=a").Url("/compare"));

    [Fact]
    public void A_link_from_all_responses_leads_to_the_figures_of_the_usual_range() => Assert.Equal("/trends", Of("/responses", "").Url("/trends"));

    [Theory]
    [InlineData("?range=soon", "`range` is `soon`")]
    [InlineData("?range=all", "`range` is `all`")]
    [InlineData("?slice=refunds", "`slice` is `refunds`")]
    [InlineData("?slice=:refunds", "`slice` is `:refunds`")]
    public void What_cannot_be_read_is_named_with_its_field(string query, string message) =>
        Assert.StartsWith(message, Assert.Throws<BadHttpRequestException>(() => Of("/trends", query)).Message, StringComparison.Ordinal);

    private static View Of(string path, string query)
    {
        var http = new DefaultHttpContext();
        (http.Request.Path, http.Request.QueryString, http.Request.Scheme, http.Request.Host) = (path, new QueryString(query), "http", new HostString("127.0.0.1:5080"));
        return View.Of(http.Request, Noon);
    }
}
