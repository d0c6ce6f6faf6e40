using System.Text;
using Assay.Collecting;
using Assay.Collecting.Intake;

namespace Assay.Tests.Collecting.Intake;

public sealed class IntakeBodyTests
{
    private const string One = """{"input":"q","output":"a"}""";

    [Theory]
    [InlineData(One, 1)]
    [InlineData("\uFEFF " + One + "\r\n", 1)]
    [InlineData("{\n\"input\":\n\"q\",\"output\":\"a\"\n}", 1)]
    [InlineData(One + "\n" + One, 2)]
    [InlineData(One + "\r\n\r\n" + One + "\n", 2)]
    [InlineData("[]", 0)]
    [InlineData("[ " + One + ",\n" + One + " ]", 2)]
    public void Records_are_found_whatever_form_the_body_has(string body, int records)
    {
        IntakeRequest request = Read(body);

        Assert.Equal(records, request.Arrivals.Count);
        Assert.Empty(request.Rejected);
    }

    [Fact]
    public void A_bad_record_is_named_by_its_line_or_item_and_the_others_are_taken()
    {
        IntakeRequest lines = Read(One + "\n{\"input\":\"q\"}\n\n" + One + "\n{oops\n");
        IntakeRequest items = Read("[" + One + ",17," + One + "]");

        Assert.Equal((2, "body:2, body:5"), (lines.Arrivals.Count, string.Join(", ", lines.Rejected.Select(r => r.Place))));
        Assert.Equal((2, "body:2"), (items.Arrivals.Count, Assert.Single(items.Rejected).Place));
    }

    [Fact]
    public void A_field_may_have_a_mebibyte_and_no_more()
    {
        IntakeRequest request = Read($$"""
            {"input":"q","output":"{{new string('a', IntakeBody.LargestField)}}"}
            {"input":"q","output":"{{new string('a', IntakeBody.LargestField + 1)}}"}
            {"input":"q","output":"{{new string('ä', (IntakeBody.LargestField / 2) + 1)}}"}
            {"input":"q","output":"a","context":["{{new string('a', IntakeBody.LargestField + 1)}}"]}
            {"input":"q","output":"a","note":"{{new string('a', IntakeBody.LargestField + 1)}}"}
            """);

        Assert.Single(request.Arrivals);
        Assert.Equal(4, request.Rejected.Count);
        Assert.All(request.Rejected, r => Assert.True(r.TooLarge));
        Assert.Contains("\"note\"", request.Rejected[3].Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n ")]
    [InlineData("[")]
    [InlineData("[" + One + "] x")]
    public void A_body_of_which_nothing_can_be_told_is_an_error(string body) => Assert.Throws<InputException>(() => Read(body));

    [Fact]
    public void A_request_holds_ten_thousand_records_and_no_more()
    {
        string many = string.Join('\n', Enumerable.Repeat(One, IntakeBody.MostRecords));

        Assert.Equal(IntakeBody.MostRecords, Read(many).Arrivals.Count);
        Assert.Contains("several requests", Assert.Throws<InputException>(() => Read(many + "\n" + One)).Message, StringComparison.Ordinal);
    }

    private static IntakeRequest Read(string body) => IntakeBody.Read(Encoding.UTF8.GetBytes(body));
}
