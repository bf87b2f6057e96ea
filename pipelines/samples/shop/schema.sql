-- A small invented web shop, with all that makes exporting one person's data hard: rows that belong to two people, a
-- composite key, tables that only an e-mail address connects, a group with members, partitions, a view, JSON, secrets.

create schema support;
create schema audit;

create table public.customers (
    id bigint primary key,
    email text not null unique,
    full_name text not null,
    phone text,
    password_hash text not null,
    totp_secret text,
    referred_by bigint references public.customers (id),
    created_at timestamptz not null,
    deleted_at timestamptz
);

create table public.profiles (
    customer_id bigint primary key references public.customers (id),
    date_of_birth date,
    bio text,
    preferences jsonb not null default '{}'
);

create table public.addresses (
    id bigint primary key,
    customer_id bigint not null references public.customers (id),
    recipient text not null,
    street text not null,
    city text not null,
    postcode text not null,
    country char(2) not null,
    deleted_at timestamptz
);

create table public.payment_methods (
    id bigint primary key,
    customer_id bigint not null references public.customers (id),
    brand text not null,
    last4 char(4) not null,
    expires date not null,
    gateway_token text not null
);

create table public.products (
    sku text primary key,
    name text not null,
    price numeric(10, 2) not null
);

-- Numbers start again in each region, so an order has two of them.
create table public.orders (
    region text not null,
    number integer not null,
    customer_id bigint not null references public.customers (id),
    ship_to bigint not null references public.addresses (id),
    status text not null,
    placed_at timestamptz not null,
    gift_email text,
    gift_note text,
    primary key (region, number)
);
create index on public.orders (customer_id);

create table public.order_items (
    region text not null,
    order_number integer not null,
    line smallint not null,
    sku text not null references public.products (sku),
    quantity integer not null,
    unit_price numeric(10, 2) not null,
    primary key (region, order_number, line),
    foreign key (region, order_number) references public.orders (region, number)
);

create table public.messages (
    id bigint primary key,
    sender_id bigint not null references public.customers (id),
    recipient_id bigint not null references public.customers (id),
    reply_to bigint references public.messages (id),
    body text not null,
    sent_at timestamptz not null,
    deleted_at timestamptz
);
create index on public.messages (sender_id);
create index on public.messages (recipient_id);

create table public.reviews (
    id bigint primary key,
    customer_id bigint not null references public.customers (id),
    sku text not null references public.products (sku),
    rating smallint not null check (rating between 1 and 5),
    body text not null,
    created_at timestamptz not null
);

create table public.logins (
    id bigint not null,
    customer_id bigint not null references public.customers (id),
    at timestamptz not null,
    ip inet not null,
    user_agent text not null,
    session_token text not null,
    primary key (id, at)
) partition by range (at);
create table public.logins_2025 partition of public.logins for values from ('2025-01-01') to ('2026-01-01');
create table public.logins_2026 partition of public.logins for values from ('2026-01-01') to ('2027-01-01');

create table public.teams (
    id bigint primary key,
    name text not null,
    owner_id bigint not null references public.customers (id)
);

create table public.team_members (
    team_id bigint not null references public.teams (id),
    customer_id bigint not null references public.customers (id),
    role text not null,
    primary key (team_id, customer_id)
);

create table public.fraud_scores (
    customer_id bigint primary key references public.customers (id),
    score numeric(4, 3) not null,
    signals text[] not null
);

create table support.tickets (
    id bigint primary key,
    customer_id bigint not null references public.customers (id),
    subject text not null,
    body text not null,
    status text not null,
    agent_email text not null,
    internal_note text
);

create table support.comments (
    id bigint primary key,
    ticket_id bigint not null references support.tickets (id),
    author_email text not null,
    body text not null,
    written_at timestamptz not null
);

-- No foreign keys here: an entry outlives whoever caused it.
create table audit.entries (
    id bigint primary key,
    at timestamptz not null,
    actor_email text not null,
    action text not null,
    details jsonb not null default '{}'
);
create index on audit.entries (lower(actor_email));

create view public.customer_overview as
select c.id, c.email, c.full_name, count(o.number) as orders
from public.customers c left join public.orders o on o.customer_id = c.id
group by c.id;
