using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Identity.Data.Migrations
{
    /// <inheritdoc />
    public partial class Apps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "app_id",
                table: "sessions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "granted_in",
                table: "sessions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "scopes",
                table: "sessions",
                type: "text[]",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "apps",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    redirect_uris = table.Column<string[]>(type: "text[]", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    grants = table.Column<string[]>(type: "text[]", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    secret_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    own_tokens_dead_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_apps", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_apps_people_created_by",
                        column: x => x.created_by,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "authorizations",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    app_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    parameters = table.Column<string>(type: "jsonb", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    is_quiet = table.Column<bool>(type: "boolean", nullable: false),
                    asks_consent = table.Column<bool>(type: "boolean", nullable: false),
                    proof_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expects = table.Column<Guid>(type: "uuid", nullable: true),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: true),
                    decided_in = table.Column<Guid>(type: "uuid", nullable: true),
                    proved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    return_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    returned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    code_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    code_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorizations", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_authorizations_apps_tenant_id_app_id",
                        columns: x => new { x.tenant_id, x.app_id },
                        principalTable: "apps",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    app_id = table.Column<Guid>(type: "uuid", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_consents_apps_tenant_id_app_id",
                        columns: x => new { x.tenant_id, x.app_id },
                        principalTable: "apps",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_consents_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_app_id",
                table: "sessions",
                column: "app_id",
                filter: "app_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_granted_in",
                table: "sessions",
                column: "granted_in",
                filter: "granted_in IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_apps_created_by",
                table: "apps",
                column: "created_by");

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_tenant_id_app_id",
                table: "authorizations",
                columns: new[] { "tenant_id", "app_id" });

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_tenant_id_code_hash",
                table: "authorizations",
                columns: new[] { "tenant_id", "code_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_tenant_id_hash",
                table: "authorizations",
                columns: new[] { "tenant_id", "hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_tenant_id_return_hash",
                table: "authorizations",
                columns: new[] { "tenant_id", "return_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_consents_person_id",
                table: "consents",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_consents_tenant_id_app_id",
                table: "consents",
                columns: new[] { "tenant_id", "app_id" });

            migrationBuilder.CreateIndex(
                name: "ix_consents_tenant_id_person_id_app_id",
                table: "consents",
                columns: new[] { "tenant_id", "person_id", "app_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "authorizations");

            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropTable(
                name: "apps");

            migrationBuilder.DropIndex(
                name: "ix_sessions_app_id",
                table: "sessions");

            migrationBuilder.DropIndex(
                name: "ix_sessions_granted_in",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "app_id",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "granted_in",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "scopes",
                table: "sessions");
        }
    }
}
