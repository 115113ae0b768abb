import {
  ANY_VALUE,
  ARRAY_VALUE,
  type Field,
  fieldOf,
  KEY_VALUE,
  type Message,
  RESOURCE,
  SCOPE,
  SPAN,
} from './fields.ts';
import type { AnyValue, KeyValue, Resource, Scope, Span } from './types.ts';

// OTLP's JSON of what has been decoded. Fields that have their default are left out, as protobuf's JSON does.

export const spanJson = (span: Span): string => messageJson(SPAN, span);
export const resourceJson = (resource: Resource): string => messageJson(RESOURCE, resource);
export const scopeJson = (scope: Scope): string => messageJson(SCOPE, scope);

export const attributesJson = (attributes: readonly KeyValue[]): string =>
  `[${attributes.map((attribute) => messageJson(KEY_VALUE, attribute)).join()}]`;

function messageJson(of: Message, value: object): string {
  let json = '{';
  for (const field of of.fields) {
    if (field === undefined) continue;
    const part = (value as Readonly<Record<string, unknown>>)[field.key];
    if (!field.isAlwaysInJson && isEmpty(field, part)) continue;
    json += (json.length > 1 ? ',' : '') + field.label + partJson(field, part);
  }
  return `${json}}`;
}

const isEmpty = ({ isList, kind }: Field, value: unknown): boolean =>
  isList ? (value as readonly unknown[]).length === 0 : value === kind?.empty;

function partJson({ isList, kind, message: of }: Field, value: unknown): string {
  if (!of) return kind?.toJson(value as never) ?? '';
  if (!isList) return nestedJson(of, value);
  return `[${(value as readonly unknown[]).map((entry) => nestedJson(of, entry)).join()}]`;
}

const nestedJson = (of: Message, value: unknown): string =>
  of === ANY_VALUE ? anyValueJson(value as AnyValue) : messageJson(of, value as object);

const field = (name: string): Field => fieldOf(ANY_VALUE, name);
const TEXT = field('string_value');
const BOOL = field('bool_value');
const INT = field('int_value');
const DOUBLE = field('double_value');
const ARRAY = field('array_value');
const MAP = field('kvlist_value');
const DATA = field('bytes_value');

function fieldFor(value: Exclude<AnyValue, undefined>): Field {
  switch (typeof value) {
    case 'string':
      return TEXT;
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'number':
      return DOUBLE;
  }
  if (value instanceof Uint8Array) return DATA;
  return Array.isArray(value) ? ARRAY : MAP;
}

function anyValueJson(value: AnyValue): string {
  if (value === undefined) return '{}';
  const of = fieldFor(value);
  return `{${of.label}${partJson(of, of.message === ARRAY_VALUE ? { values: value } : value)}}`;
}
