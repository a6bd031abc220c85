using System.Runtime.InteropServices;

namespace Kelvin.Storage.Sqlite;

/// <summary>
/// The calls that a row costs, straight to the library: what guards a handle against being closed by another thread costs more
/// than the calls themselves, and a session is used by one thread at a time. Those that only copy a value do not tell the
/// garbage collector either.
/// </summary>
internal static class SqliteNative
{
    private const string Library = "e_sqlite3";

    [DllImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static extern int BindNumber(nint statement, int place, long value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    public static extern int BindNull(nint statement, int place);

    /// <summary>Copies the bytes; few of them, or <see cref="BindLongBlob"/>.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_bind_blob"), SuppressGCTransition]
    public static extern int BindBlob(nint statement, int place, in byte bytes, int length, nint copy = -1);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob")]
    public static extern int BindLongBlob(nint statement, int place, in byte bytes, int length, nint copy = -1);

    [DllImport(Library, EntryPoint = "sqlite3_bind_zeroblob")]
    public static extern int BindZeros(nint statement, int place, int length);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text")]
    public static extern int BindText(nint statement, int place, in byte utf8, int length, nint copy = -1);

    [DllImport(Library, EntryPoint = "sqlite3_step")]
    public static extern int Step(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_reset")]
    public static extern int Reset(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_clear_bindings")]
    public static extern int ClearBindings(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_changes"), SuppressGCTransition]
    public static extern int Changes(nint database);

    [DllImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    public static extern int ColumnType(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    public static extern long ColumnNumber(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_blob")]
    public static extern nint ColumnBlob(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_text")]
    public static extern nint ColumnText(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    public static extern int ColumnBytes(nint statement, int column);
}
