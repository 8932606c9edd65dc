/** How a fact is recognised in a Spanish sentence. */
import {
  AMOUNT_ABROAD,
  BEGIN,
  CLAUSE,
  common,
  COUNT,
  END,
  LARGE_ABROAD,
  REST,
  rule,
  START,
  WORD,
} from './rule-parts.ts';
import type { Rule } from './rule-parts.ts';

const NOT_A_NAME =
  /^(?:El|La|Los|Las|Lo|Un|Una|Unos|Unas|Nuestr[oa]s?|Su|Sus|Nosotros|Usted|Ellos?|Est[eao]s?|Es[eao]s?|En|Con|Para|Desde|Y|Pero|Tod[oa]s|Otr[oa]s|Muchos|Copyright|Enero|Febrero|Marzo|Abril|Mayo|Junio|Julio|Agosto|Septiembre|Octubre|Noviembre|Diciembre)(?!\p{L})/u;
const NAME = String.raw`${WORD}(?:\s+(?:(?:de|del|y|e)\s+(?=\p{Lu})|de\s+(?:la|los|las|el)\s+)?${WORD}){0,4}`;
/** Of one person or product: “y” stands between two. */
const ONE = String.raw`${WORD}(?:\s+(?:(?:de|del)\s+|de\s+(?:la|los)\s+)?${WORD}){0,4}`;
const NAMES = String.raw`${ONE}(?:\s*(?:,|,?\s+(?:y|e|o|u|&))\s*${ONE}){0,8}`;
const ABOUT = String.raw`(?:(?:más\s+de|cerca\s+de|unos|unas|casi|alrededor\s+de|al\s+menos)\s+)?`;
const MONTH = '(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)';
const DATE = String.raw`((?:(?:\d{1,2}\s+de\s+)?${MONTH}\s+de\s+)?(?:1[6-9]|20)\d{2})(?!\d)`;
const SEVERAL_WORDS = String.raw`(?:(?!(?:de|del|en|y|o|por|para|con|al)${END})[\p{L}-]+\s+){0,2}?`;
const NO_CROWD =
  /(?<!\p{L})(?:perd\p{L}*|quej\p{L}*|demand\p{L}*|reclam\p{L}*|máximo|hasta|por|licencias?|planes|simultáne\p{L}*)(?!\p{L})/iu;
const NO_PRICE =
  /(?<!\p{L})(?:acciones|acción|beneficios?|ingresos|facturación|factur\p{L}*|pérdidas?|financiación|ronda|invers\p{L}*|invert\p{L}*|donaci\p{L}*|salarios?|sueldos?|impuestos?|multas?|presupuesto|compra|adquiri\p{L}*|subvenci\p{L}*|alquiler\p{L}*|ventas)(?!\p{L})/iu;
const TIME = String.raw`(?:días\s+(?:hábiles|laborables)|días?|minutos?|horas?|semanas?)`;
const FEW = String.raw`(?:\d+|un|una|dos|tres|cuatro|cinco|diez)(?:\s?(?:-|–|a|o)\s?(?:\d+|tres|cuatro|cinco))?`;

export const SPANISH: readonly Rule[] = [
  ...common({
    before: '[Ll]a empresa|[Pp]or|[Ee]n|[Dd]e',
    contact:
      /(?<!\p{L})(?:contact\p{L}*|e-?mail|correo|escr[ií]b\p{L}*|preguntas?|dudas?|soporte)(?!\p{L})|^\S+@\S+$/iu,
    certified: /certific|conforme|auditad/iu,
    notAName: NOT_A_NAME,
  }),
  // ---- company
  rule(
    'company',
    'Founded',
    'high',
    String.raw`${BEGIN}(?:(?:[Ff]undad|[Cc]read)[oa]s?|[Ff]undación|(?:[Ss]e|[Ff]ue)\s+(?:fundó|creó|fundada|creada)|[Nn]ació|[Nn]acimos|[Ff]undamos\s+\p{L}+)\s+(?:[^.;\d]{0,50}?\s)?en\s+${DATE}`,
    {
      only: /(?<!\p{L})(?:empresa|compañía|sociedad|marca|taller|agencia|cooperativa|startup|fund\p{L}*|nacimos|nuestr[oa])(?!\p{L})/iu,
    },
  ),
  rule('company', 'Founded', 'medium', String.raw`${BEGIN}[Dd]esde\s+((?:1[6-9]|20)\d{2})(?!\d)`, {
    only: /(?<!\p{L})(?:nosotros|nuestr[oa]s?|familia\p{L}*|hacemos|elaboramos|ayudamos|llevamos|fabricamos|trabajamos)(?!\p{L})/iu,
    never: /pérdida|caíd|baja|cerrad/iu,
  }),
  rule(
    'company',
    'Location',
    'high',
    String.raw`${BEGIN}(?:[Cc]on\s+sede(?:\s+central)?|[Tt]iene\s+su\s+sede|[Nn]uestra\s+sede\s+est[aá]|[Uu]bicad[oa]s?|[Rr]adicad[oa]s?)\s+en\s+(${NAME}(?:,\s+${NAME})?)`,
    { not: NOT_A_NAME },
  ),
  rule(
    'company',
    'Location',
    'medium',
    String.raw`${BEGIN}[Nn]uestr[oa]\s+(?:oficina|taller|tienda|estudio)\s+(?:está|se\s+encuentra)\s+en\s+(${NAME}(?:,\s+${NAME})?)`,
    { not: NOT_A_NAME },
  ),
  rule(
    'company',
    'Mission',
    'high',
    String.raw`${BEGIN}[Nn]uestra\s+misión(?:\s+es|\s*:)\s+(?:sencilla\s*:\s+)?(${REST(220)})`,
  ),
  rule('company', 'Vision', 'high', String.raw`${BEGIN}[Nn]uestra\s+visión(?:\s+es|\s*:)\s+(${REST(220)})`),
  rule(
    'company',
    'Belief',
    'medium',
    String.raw`${BEGIN}(?:[Cc]reemos|[Ee]stamos\s+convencidos\s+de)\s+(?:en\s+)?que\s+(${REST(220)})`,
  ),
  rule(
    'company',
    'Award',
    'high',
    String.raw`${BEGIN}(?:ganó|ganamos|recibió|recibimos|obtuvo|obtuvimos|galardonad[oa]s?\s+con)\s+(?:el\s+|la\s+)?((?:premio|medalla|galardón|sello)\s+[^.;,\n]{3,60})`,
    { flags: 'iu' },
  ),
  // ---- product
  rule(
    'product',
    'Price',
    'high',
    String.raw`((?:(?:desde|a\s+partir\s+de)\s+)?${AMOUNT_ABROAD}\s?(?:al|por|\/|a\s+la|cada)\s?(?:usuario|usuaria|persona|mes|año|semana|día|noche|hora|unidad|plaza|licencia|dispositivo|kg|kilo|puerto)(?:\s?(?:y|al|por|\/)\s?(?:mes|año))?)${END}`,
    { flags: 'iu', never: NO_PRICE, not: LARGE_ABROAD },
  ),
  rule(
    'product',
    'Price',
    'high',
    String.raw`((?:(?:desde|a\s+partir\s+de)\s+)?${AMOUNT_ABROAD}\s+(?:mensuales|anuales))${END}`,
    {
      flags: 'iu',
      never: NO_PRICE,
      not: LARGE_ABROAD,
    },
  ),
  rule('product', 'Price', 'medium', `(${AMOUNT_ABROAD})`, {
    only: /(?<!\p{L})(?:precios?|cuesta|tarifas?|suscripción|plan|planes)(?!\p{L})/iu,
    never: NO_PRICE,
    not: LARGE_ABROAD,
  }),
  rule(
    'product',
    'Free trial',
    'high',
    String.raw`${BEGIN}(prueba\s+gratuita(?:\s+(?:de|durante)\s+\d+\s+(?:días|semanas|meses))?|\d+\s+(?:días|semanas|meses)\s+de\s+prueba(?:\s+gratis|\s+gratuita)?)${END}`,
    { flags: 'iu' },
  ),
  rule(
    'product',
    'Guarantee',
    'high',
    String.raw`${BEGIN}(garantía\s+(?:de\s+)?(?:devolución(?:\s+del\s+dinero)?(?:\s+de\s+\d+\s+días)?|satisfacción|por\s+vida|\d+\s+(?:años?|meses|días))|\d+\s+(?:años|meses|días)\s+de\s+garantía)${END}`,
    { flags: 'iu', never: /(?<!\p{L})(?:sin|ningun[oa]|excluid[oa]s?|no)(?!\p{L})/iu },
  ),
  rule(
    'product',
    'Licence',
    'high',
    String.raw`${BEGIN}(?:publica(?:do|da)?|distribuye|distribuid[oa]|disponible|liberad[oa])\s+bajo\s+(?:la\s+)?(licencia\s+[\p{Lu}][\p{L}\p{N}.+-]*(?:\s+(?:versión\s+)?v?\d[\d.]*)?)`,
  ),
  rule(
    'product',
    'Works with',
    'medium',
    String.raw`${BEGIN}(?:[Cc]ompatibles?\s+con|[Ss]e\s+integra\s+con|[Ff]unciona\s+con|[Ss]e\s+conecta\s+(?:a|con))\s+(${NAMES})`,
    { not: NOT_A_NAME },
  ),
  rule(
    'product',
    'Delivery',
    'high',
    String.raw`${BEGIN}(?:entreg\p{L}*|env[ií]\p{L}*|instal\p{L}*|configur\p{L}*)${END}[^.;\n]{0,60}?${BEGIN}((?:en|dentro\s+de)\s+(?:un\s+plazo\s+de\s+)?${FEW}\s+${TIME})${END}`,
    { flags: 'iu' },
  ),
  rule(
    'product',
    'What it does',
    'medium',
    String.raw`^(?:(?:Nosotros\s+)?(?:Ayudamos|ayudamos|Permitimos|permitimos)|(?:Nuestr[oa]\s+[\p{L}-]+|(?!(?:Esto|Eso|Este|Esta|Él|Ella|Que|Quien|Se|Lo)${END})${WORD}(?:\s+${WORD}){0,2})\s+(?:ayuda|permite))\s+(${REST(160)})`,
  ),
  rule(
    'product',
    'Result',
    'medium',
    String.raw`${BEGIN}((?:ahorra|ahorran|reduce|reducen|aumenta|aumentan|duplica|recorta)\s+(?:[^.;!?\n]{0,80}?)\d[\d.,]*\s?(?:%|por\s?ciento|horas?|minutos?|días?)(?:\s+(?:a\s+la|al|por|cada)\s+\p{L}+)?)${END}`,
    { flags: 'iu' },
  ),
  // ---- customers
  rule(
    'customer',
    'Made for',
    'medium',
    String.raw`(?:^|${BEGIN}(?:[Ee]s|[Ee]stá|[Ee]stán|[Ss]on|[Ff]ue)\s+)(?:(?:[Dd]iseñad|[Pp]ensad|[Hh]ech|[Cc]read)[oa]s?|[Ii]deal(?:es)?|[Pp]erfect[oa]s?)\s+(?:especialmente\s+)?para\s+(${CLAUSE(4, 100)})`,
    { not: /^(?:ser|durar|que|esto|ello)(?!\p{L})/iu },
  ),
  rule(
    'customer',
    'Customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+${SEVERAL_WORDS}[\p{L}-]+(?:\s+(?:en|de)\s+[^.;,]{2,40}?)?)\s+(?:ya\s+)?confían\s+en\s+(?:nosotros|${NAME})${END}`,
    { flags: 'iu' },
  ),
  rule(
    'customer',
    'Customers',
    'high',
    String.raw`${BEGIN}(?:(?:[Uu]sad|[Uu]tilizad|[Ee]legid)[oa]s?)\s+por\s+(${ABOUT}(?:${COUNT}|cientos|miles)\s${CLAUSE(4, 100)})`,
  ),
  rule(
    'customer',
    'Number of customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+(?:de\s+)?${SEVERAL_WORDS}(?:clientes|clientas|usuarios|usuarias|suscriptores|visitantes|huéspedes|miembros|socios|instalaciones|descargas))${END}`,
    { flags: 'iu', never: NO_CROWD, not: /^\d+\.\d+\s|^\d\s/u },
  ),
  rule(
    'customer',
    'Number of customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+${SEVERAL_WORDS}(?:empresas|negocios|equipos|escuelas|tiendas|puertos))${END}`,
    {
      flags: 'iu',
      never: NO_CROWD,
      not: /^\d\s/u,
      only: /(?<!\p{L})(?:usan|utilizan|clientes?|trabajan con|atendemos|servimos)(?!\p{L})/iu,
    },
  ),
  // ---- market
  rule(
    'market',
    'Reach',
    'medium',
    String.raw`${START}(${ABOUT}\d+\s+(?:países|ciudades|mercados|idiomas|sedes|tiendas))${END}`,
    {
      flags: 'iu',
      only: /(?<!\p{L})(?:nosotros|nuestr[oa]s?|disponible|presentes?|enviamos|operamos|estamos|vendemos)(?!\p{L})/iu,
    },
  ),
  rule(
    'market',
    'Market size',
    'high',
    String.raw`${BEGIN}mercado${END}[^.;\n]{0,80}?${BEGIN}(?:vale|valorado\s+en|alcanza|alcanzará|representa|supone|de)\s+(${ABOUT}${AMOUNT_ABROAD}(?:\s+(?:en|para)\s+20\d{2})?)`,
    { flags: 'iu' },
  ),
  // ---- competition
  rule(
    'competition',
    'Alternative',
    'medium',
    String.raw`${BEGIN}(?:[Aa]lternativa\s+a|[Aa]\s+diferencia\s+de|[Ee]n\s+comparación\s+con|[Cc]ompetidores\s+como|vs\.?)\s+(${NAMES})`,
    {
      list: 'competitors',
      not: NOT_A_NAME,
      each: true,
      only: /(?<!\p{L})(?:nosotros|nuestr[oa]s?|nos|alternativa|competidores|vs|\p{L}+[aei]mos)(?!\p{L})/iu,
    },
  ),
  // ---- money
  rule(
    'financials',
    'Funding',
    'high',
    String.raw`${BEGIN}(?:ronda(?:\s+de\s+financiación)?\s+de|levantó|levantamos|recaudó|recaudamos|captó|captamos)\s+(${ABOUT}${AMOUNT_ABROAD})`,
    { flags: 'iu' },
  ),
  rule(
    'financials',
    'Revenue',
    'high',
    String.raw`${BEGIN}(?:ingresos|facturación|ventas)\s+(?:anual(?:es)?\s+)?(?:de|fueron\s+de|fue\s+de|alcanzaron|alcanzó|superaron)\s+(?:los\s+)?(${ABOUT}${AMOUNT_ABROAD})`,
    { flags: 'iu', never: /respectivamente/iu },
  ),
  rule(
    'financials',
    'Revenue',
    'high',
    String.raw`${BEGIN}(?:facturó|facturamos|factura)\s+(?:en\s+\d{4}\s+)?(${ABOUT}${AMOUNT_ABROAD})`,
    { flags: 'iu' },
  ),
  rule(
    'financials',
    'Growth',
    'medium',
    String.raw`${BEGIN}(?:creció|crecimos|creciendo|crecimiento\s+d?el|aumentaron|crecieron)\s+(?:un\s+)?(${ABOUT}\d+(?:,\d+)?\s?(?:%|por\s?ciento)(?:\s+(?:al\s+año|anual))?)`,
    {
      flags: 'iu',
      only: /ventas|clientes|empresa|ingresos|facturación|crecimos|usuarios/iu,
    },
  ),
  // ---- team
  rule(
    'team',
    'Founders',
    'high',
    String.raw`${BEGIN}(?:[Ff]undad|[Cc]read)[oa]s?\s+(?:en\s+(?:${MONTH}\s+de\s+)?\d{4}\s+)?por\s+(${NAMES})`,
    { not: NOT_A_NAME },
  ),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${BEGIN}equipo\s+(?:es\s+|está\s+formado\s+por\s+|lo\s+forman\s+)?(?:de\s+)?(${ABOUT}(?:\d+|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|veinte)\s+(?:personas|empleados|empleadas|trabajadores|ingenieros|profesionales))${END}`,
    {
      flags: 'iu',
    },
  ),
  rule('team', 'Team size', 'high', String.raw`${START}(${ABOUT}\d+\s+(?:empleados|empleadas|trabajadores))${END}`, {
    flags: 'iu',
    never: /despid|despedid|recort|menos de|hasta|al menos|empresas de|empresas con|adquir|compr[oó]/iu,
  }),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${BEGIN}[Ss]omos\s+(?:hoy\s+)?(?:un\s+equipo\s+de\s+)?(${ABOUT}\d+\s+personas)${END}`,
  ),
];
