using System.Text;

namespace Assay.Storage.Sqlite;

/// <summary>Makes strings of a column whose rows mostly say the same: a text like the last one costs a comparison.</summary>
internal sealed class RepeatedText
{
    private byte[] _utf8 = [];
    private string _text = "";

    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.SequenceEqual(_utf8))
        {
            (_utf8, _text) = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return _text;
    }
}
