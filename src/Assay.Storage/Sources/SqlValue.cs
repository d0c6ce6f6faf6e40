using System.Globalization;

namespace Assay.Storage.Sources;

/// <summary>A value of a cursor or id column, in the form in which the database takes it back exactly.</summary>
internal abstract record SqlValue
{
    private SqlValue()
    {
    }

    /// <summary>As the database reads it.</summary>
    public abstract string Written { get; }

    public sealed record Whole(long Value) : SqlValue
    {
        public override string Written => Value.ToString(CultureInfo.InvariantCulture);
    }

    public sealed record Time(TimestampText Value) : SqlValue
    {
        public override string Written => Value.Text;
    }

    public sealed record Text(string Value) : SqlValue
    {
        public override string Written => Value;
    }

    /// <summary>What somebody wrote, such as <c>0</c>, <c>2026-01-01</c> or <c>01J...</c>.</summary>
    public static SqlValue Parse(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) && whole.ToString(CultureInfo.InvariantCulture) == text ? new Whole(whole)
        : OfText(text);

    public static SqlValue OfText(string text) => TimestampText.TryParse(text) is { } time ? new Time(time) : new Text(text);

    /// <summary>For the cursor: a letter for the kind, then the value.</summary>
    public string ToStored() => this switch
    {
        Whole => "w" + Written,
        Time => "t" + Written,
        _ => "s" + Written,
    };

    /// <exception cref="FormatException">Not written by <see cref="ToStored"/>.</exception>
    public static SqlValue FromStored(string stored) => stored switch
    {
        ['w', .. var number] => new Whole(long.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        ['t', .. var time] => new Time(TimestampText.TryParse(time) ?? throw new FormatException("no time")),
        ['s', .. var text] => new Text(text),
        _ => throw new FormatException("no such kind of value"),
    };
}
